"""The words: prompt and reply files per language, with front matter, and what loads them."""

from prompts.loader import BUILT_IN, Library, Prompt, PromptError, Words

__all__ = ["BUILT_IN", "Library", "Prompt", "PromptError", "Words"]
