// What GOV.UK's template does in an inline script: tell the style sheet before the first paint that scripts run.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
