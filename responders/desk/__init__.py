"""The approval desk in Telegram: cards, buttons, edits, roles, commands.

The app runs `responders.desk.desk.Desk`; `responders.desk.settings` is light, so that config.yaml can be read
without loading Telegram's library.
"""
