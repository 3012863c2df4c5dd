"""Block Kit as Slack judges it: every limit, and complaints in Slack's own words."""
