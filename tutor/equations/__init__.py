"""The notebooks' equations, read as they are typeset and computed to fifty digits."""
