"""Pictures with something wrong, each of which some check must find."""

from helpers.pictures.zero_one import Heaviside


class Still(Heaviside):
    def update(self, a=0.5):
        super().update()
        return f"a = {a}"


class Mute(Heaviside):
    def update(self, a=0.5):
        super().update(a)
        return "as ever"


class Unwired(Heaviside):
    def update(self, a=0.5):
        return super().update()


class Limp(Heaviside):
    def __init__(self):
        super().__init__()
        self.draggable(self.figure.axes[0], lambda x, y, values: {})


class Fails(Heaviside):
    def update(self, a=0.5):
        return f"{super().update(a)} {1 / (2 - a)}"
