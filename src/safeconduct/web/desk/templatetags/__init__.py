"""Tags with which pages of other rooms lead to the desk."""
