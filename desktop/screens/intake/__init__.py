"""The intake screen: who on the left, what in the middle, when and how on the right."""
