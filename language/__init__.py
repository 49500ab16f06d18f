"""What both sides need of Turkish and English: folding, brand matching, masking, detection."""
