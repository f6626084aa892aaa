"""Words read from a page's picture, by a program that a desk may have installed. Nothing depends on it."""
