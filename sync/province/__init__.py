"""The province's service: it takes the desks' day records, shows them, and makes the monthly report."""
