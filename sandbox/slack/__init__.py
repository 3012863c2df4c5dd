"""Slack as an app meets it: a workspace, its Web API, Socket Mode and the people who use it.

The state and its rules (`records`, `workspace`, `talk`, `rooms`, `marks`, `papers`, `windows`) know no HTTP;
`webapi`, `socket`, `uploads` and `replies` are the edge.
"""
