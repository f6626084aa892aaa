"""What is printed or exported: the receipt and other forms, as PDF bytes."""
