from django.db import models


class Thing(models.Model):
    name = models.TextField()
    made_on = models.DateField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
