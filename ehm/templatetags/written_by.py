"""`{% csrf_token %}` of every template also says for whom the form was drawn (ehm.held): no form can forget it."""

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehm import held

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    token = CsrfTokenNode().render(context)
    actor = context.get("actor")
    if not token or actor is None:
        return SafeString(token)
    name = format_html('<input type="hidden" name="{}" value="{}">', held.FIELD, held.name_of_writer(actor))
    return format_html("{}{}", token, name)
