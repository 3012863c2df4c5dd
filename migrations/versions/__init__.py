"""One file a step, named NNNN_what.py, in order."""
