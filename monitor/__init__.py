"""Hears: collectors read the platforms, the judge says what a post is about."""
