"""Tells: the digest, its picture, the spike alarm; read-only over the records."""
