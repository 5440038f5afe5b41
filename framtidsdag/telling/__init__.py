"""The whole story of a day: its page, and the summary on paper, in Word and as CSV."""
