"""The approval desk in Telegram: cards, buttons, edits, roles, commands."""
