"""Programs to put in order: lines, and what each order is judged by.

No one order is the right one: whatever does the same passes. Tests run the orders by torch.
"""
