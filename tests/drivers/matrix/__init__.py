"""Every device, every fault, every moment: the same promises for all of them."""
