"""What the notebooks' text says in general, where it is not a picture or an equation that shows it."""
