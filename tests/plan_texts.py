"""Texts of a plan of action as somebody types them, not saved."""

from spa.models import Area, MenuActivity, Target


def new_area(code: str, title: str) -> Area:
    return Area(code=code, title=title)


def new_target(area: Area, code: str, text: str, **more: object) -> Target:
    return Target(area=area, code=code, text=text, **more)


def new_menu(area: Area, code: str, text: str) -> MenuActivity:
    return MenuActivity(area=area, code=code, text=text)
