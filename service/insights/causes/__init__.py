"""The four things that make a campaign fail, on one screen: problem, evidence, a test before scale, content."""
