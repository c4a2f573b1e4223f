"""Why a confined piece of work gave nothing."""


class Stopped(Exception):
    """The work was not done. The message is for us, and holds nothing of what was worked on."""


class TooMuch(Stopped):
    """It wanted more memory or time than it may have."""


class Failed(Stopped):
    """It raised something, or died."""


class Unfit(Stopped):
    """Raised by the work itself about what it was given: `str()` is one plain sentence for whoever sent that."""
