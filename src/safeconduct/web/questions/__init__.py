"""An open question: who says how many, what each side says, what the text says and leaves open, what a draft offers."""
