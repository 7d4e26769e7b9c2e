"""The portal list and the forms: read sheets, check them, say every problem."""
