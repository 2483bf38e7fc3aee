"""Whether a rehearsal's forecast holds: many runs of the invented people, without their pages."""
