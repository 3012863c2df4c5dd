"""The branches of `decide`, one file a family of commands."""
