"""Programs that ask the API, each with a token of one membership."""

from datetime import timedelta

from django.test import Client

from ehm.models import ApiToken

V1 = "/api/v1/"


def token_for(membership, days=30):
    return ApiToken.objects.issue(membership, "A program", timedelta(days=days))


class Program:
    """`program.get("families/")` and `program.post("families/", {...})`, as JSON."""

    def __init__(self, membership):
        self.row, self.token = token_for(membership)
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def get(self, path, **query):
        address = path if path.startswith("http") else V1 + path
        return self.client.get(address, query or None)

    def post(self, path, body=None, **headers):
        return self.client.post(V1 + path, body or {}, content_type="application/json", headers=headers)

    def rows(self, path, **query):
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def references(self, path, **query):
        return {row["reference"] for row in self.rows(path, **query)}
