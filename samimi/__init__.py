"""The app: configuration, wiring, schedule, workers, command line."""
