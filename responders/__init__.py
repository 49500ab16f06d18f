"""Answers: drafts, guards, the approval desk, the publishers."""
