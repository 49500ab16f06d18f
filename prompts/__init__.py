"""The words: prompt and template files per language, with front matter, and their loader."""
