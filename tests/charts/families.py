"""Families as they come: remarried, of one parent, of unknown parents, and now and then contradictory."""

import random

from ehm.charts.family import Bond, Child, Couple, Parentage, Person, Shape


def family(seed):
    dice = random.Random(seed)
    size = dice.randint(6, 36)
    people = []

    def person():
        key = f"p{len(people)}"
        people.append(Person(key, f"Person {key}", dice.choice(list(Shape)), str(dice.randint(0, 90))))
        return key

    couples, free = [], [person(), person()]
    while len(people) < size:
        parent = dice.choice(free)
        partners = (parent,)
        if dice.random() < 0.8:
            partner = person()
            partners = (parent, partner)
            free.append(partner)
            if dice.random() < 0.4:
                couples.append(Couple((person(), person()), (Child(partner),)))
        children = [person() for _ in range(dice.randint(0, 4))]
        free += children
        born = tuple(Child(key, dice.choice(list(Parentage))) for key in children)
        couples.append(Couple(partners, born, dice.choice(list(Bond))))
    if dice.random() < 0.2:  # somebody typed it in the wrong way round
        couples.append(Couple((people[-1].key,), (Child(people[0].key),)))
    return people, couples
