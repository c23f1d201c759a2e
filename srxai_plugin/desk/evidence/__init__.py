"""What a run's maps say at a glance: outlines or specks, what they mean, and what a pixel holds."""
