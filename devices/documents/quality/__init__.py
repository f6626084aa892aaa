"""What is wrong with a scanned page, told while the paper still lies on the desk; and making a crooked one straight."""
