"""Loopback stand-ins for the platforms, Telegram and an LLM: their wire format, their limits, their faults.

Nothing of the project is imported here: HTTP is the stand-ins' only language. A platform is one file with a
class `StandIn`; it is mounted at `/<file name>`, its side channel at `/sim/<file name>/<method>`.
"""
