"""The whole loop on the stand-ins: a scripted day, a scripted team or you, and what was counted in the end."""
