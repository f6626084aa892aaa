"""The hardware of a desk: card sources and scanners, each with a simulated twin. No widgets, no database."""
