"""`{% csrf_token %}` of every template also says for whom the form was drawn (ehm.held): no form can forget it."""

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehm import held
from ehm import once as sent_once

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    token = CsrfTokenNode().render(context)
    actor = context.get("actor")
    if not token or actor is None:
        return SafeString(token)
    name = format_html('<input type="hidden" name="{}" value="{}">', held.FIELD, held.name_of_writer(actor))
    return format_html("{}{}", token, name)


@register.simple_tag
def once() -> SafeString:
    """This form, drawn now, is saved once however often it is sent (ehm.once)."""
    return format_html('<input type="hidden" name="{}" value="{}">', sent_once.FIELD, sent_once.new_mark())
