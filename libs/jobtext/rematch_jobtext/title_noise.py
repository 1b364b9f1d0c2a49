"""What platforms and recruiters write around a title: ids, genders, hype, pay, contract words, workplaces."""

import re

# What looks like an id and is an aircraft, a pay grade, a standard or a certificate.
_NO_ID = (
    r"(?!(?:AH|UH|CH|MH|HH|OH|SH|TH|MQ|RQ|KC|EC|EA|MV|CV|HC|AC|RC|FA|DC|MD|CF|CRJ|ERJ|ATR|PC|BE|GS|WG|NF|PK|TK|PS|KS"
    r"|AZ|DP|PL|AI|MS|SC|MB|ISO|EN|DIN|IEC|AS|IPC|API|TIG|MIG|WW|CE|HL|AWS|CAT|COVID|HIV|OTR)-)"
)
_CODE = r"(?P<{0}>[A-Z]{{0,6}}[-_]?\d[\w]*(?:[-_/.][\w]+)*)"
# A number is an id where something says so: a label, a hash, the form of an applicant system, brackets around it.
REQUISITION = re.compile(
    r"[(\[]?\s*(?:"
    r"\b(?:job|req|position|posting|vacancy|ref|requisition|stellen)\.?[\s-]?(?:id|no|nr|nummer|number|code|ref"
    r"|reference)\b\.?[\s#:._-]{0,3}"
    + _CODE.format("labelled")
    + r"|\b(?:req(?:uisition)?|ref(?:erence|erenz)?|vacancy|kennziffer|id"
    r"|job(?=[\s#:._-]{1,3}[A-Z]{0,4}-?\d{3}))\b\.?[\s#:._-]{0,3}(?=[A-Z]{0,6}[-_]?\d{2})"
    + _CODE.format("short")
    + r"|(?P<system>\b(?:REQ|JR|R|RQ|VAC|JOB|REF|RITM|TA|HRC|WD|P|V|J|JB|JO|POS|REC)"
    r"[-_]?\d{4,}[A-Z]?(?:-\d+)*(?:_\d+)?\b)"
    r"|(?P<letters>(?:^|(?<=[-|,(\[]\s)|(?<=[(\[]))\s*"
    + _NO_ID
    + r"(?-i:[A-Z]{2,4}-\d{2,6}|[A-Z]-\d{4,6}|[A-Z]{1,4}(?:/[A-Z]{1,4}){1,3}/\d{2,6})"
    r"(?=\s*(?:$|[)\]|:,-])|\s+(?-i:[A-Z])))"
    r"|(?P<long>\b(?-i:[A-Z]{1,3})[-_]?\d{5,8}\b)"
    r"|\#\s?(?P<hash>[A-Z]{0,3}-?\d{2,}[\w-]*)"
    r"|(?<=[(\[])\s*(?!(?:19|20)\d\d\s*[)\]])(?P<bracket>[A-Z]{0,5}-?\d{4,}(?:[-/]\d+)*)\s*(?=[)\]])"
    r"|(?<=[-|,])\s+(?P<tail>\d{5,})\s*$|(?<=\s)(?P<yearly>20\d\d-\d{3,6})\s*$|^(?P<head>\d{5,})\s+(?=-|\|)"
    r")\s*[)\]]?",
    re.IGNORECASE,
)
GENDER = re.compile(
    r"[(\[]\s*(?:[mwfdxhnvi]\s*(?:[/|*,.:]\s*(?:[mwfdxhnvi]|div(?:ers)?\.?|gn|all)\s*){1,4}|all genders?(?: welcome)?"
    r"|gn|div(?:erse)?|any gender|a|gender[- ]?neutral|m/w|w/m|human)\*?\s*[)\]]"
    r"|[(\[]\s*(?:she|he)/(?:she|he|her|him)(?:/they|/them)?\s*[)\]]|\b(?:m/v|v/m)\b(?=\s*(?:$|[-|,(]))"
    r"|(?<=[a-z\u00e9])[.\u00b7](?:e|se|euse|rice|trice|ne|\u00e8re|ienne)(?:[.\u00b7]?s)?(?!\w)"
    r"|\b[mwfhdv](?:\s?[/|]\s?[mwfdxhv]){2,3}\b|\b(?:m/f|f/m|m/w|w/m|h/f|f/h)\b|(?<=[a-z])(?:[*:_]"
    r"|/-?)in(?:nen)?\b|(?<=[a-z])\(in\)|(?<=[a-z\u00e9\u00e8])\((?:e|\u00e8re|euse|rice|trice|ne|ienne|ra|a|as)\)|(?<=[eo])/a\b",
    re.IGNORECASE,
)
HYPE = re.compile(
    r"^\s*[(\[]\s*(?:now )?hiring\s*[)\]]|\b(?:dringend )?(?:needed|wanted|gesucht)\b(?=\s*(?:$|[-|,!(*]))"
    r"|^\W*(?:still (?:hiring|looking(?: for)?|open|wanted|recruiting)|(?:weiterhin|immer noch|wieder|dringend) gesucht"
    r"|wir suchen(?: dich(?: als)?)?|nous (?:recrutons|recherchons)|on recrute|buscamos|we(?:'re| are) (?:looking for"
    r"|recruiting|seeking)(?: an?)?|re-?(?:advertised|posted|listed|opened)|wanted|gesucht|recherche)\b\s*[:!-]*"
    r"|[(\[]\s*(?:re-?(?:posted|advertised|listed|post)|new|updated?|neu|urgent)\s*[)\]]|\*+\s*(?:new|neu)\s*\*+"
    r"|^\W*(?:new|neu)\s*[:!|-]+(?=\s)|[-|]\s*(?:new|reposted|re-?advertised)\s*$"
    r"|\burgent(?:ly)?(?:\s+(?:hiring|required|requirement|requirements|opening|need(?:ed)?|vacancy|job))?\b"
    r"|\bhot (?:job|opening)\b|\b(?:hiring|wanted|needed|required) (?:now|immediately|asap|urgently)\b"
    r"|\b(?:we are|we're|now|is|currently) (?:now )?hiring\b|\bhiring now\b|^\s*(?:hiring|wanted|jobs?|vacancy"
    r"|opening|position)\s*[:!-]|\bapply (?:now|today|asap)\b|\bno (?:prior )?experience (?:required|needed"
    r"|necessary)\b"
    r"|\bimmediate(?:ly)?\s+(?:start|starts|joiners?|hires?|opening|openings|interview|interviews"
    r"|availability)(?:\s+available)?\b|\b(?:asap|quick) start\b|\bstart (?:asap|now|immediately|today)\b"
    r"|\bab sofort\b|\b20\d\d (?:start|intake|cohort)\b"
    r"|\bnew(?:ly opened)?!+|\bnew!|\bgreat (?:pay|benefits|opportunity)\b|\b(?:multiple|several|various|\d+) "
    r"(?:openings?|vacancies|positions|roles)(?: available)?\b|\bvisa sponsorship(?: available)?\b"
    r"|\bequity\b(?=\s*\)?$)"
    r"|\bweekly pay\b|\bpaid weekly\b|\bgood pay\b|\b(?:excellent|competitive) (?:salary|pay|package"
    r"|benefits)\b|\btop pay\b|\bday 1 benefits\b"
    r"|(?:[$\u20ac\u00a3]\s?[\d,.]+k?\+?|[$\u20ac\u00a3]{2,})?\s*\b(?:sign(?:ing)?[- ]?on|signing|joining"
    r"|welcome|retention|hiring|referral)\s+bonus(?:es)?(?:\s+(?:available|up to"
    r"|of))*(?:\s*[$\u20ac\u00a3]\s?[\d,.]+k?)?(?:\s+available)?"
    r"|[$\u20ac\u00a3]\s?[\d,.]+k?\+?\s+(?:sign(?:ing)?[- ]on\b|bonus\b)"
    r"|[(\[]?\s*\d{1,2}\s?\+?\s?(?:-\s?\d{1,2}\+?\s?)?(?:years?|yrs?)\b(?:\s(?:of\s)?exp\w*)?\s*[)\]]?"
    r"|[$\u20ac\u00a3]{2,}|!{1,}|\*{2,}|\u2b50|\U0001f525|\U0001f680",
    re.IGNORECASE,
)
PAY = re.compile(
    r"(?:\b(?:up to|from|ot[e]|to|upto|bis(?: zu)?|ab)\s+)?(?:(?:[$\u20ac\u00a3\u20b9]|\b(?:USD|EUR|GBP|CAD"
    r"|AUD|CHF|INR)\s?)\s?\d[\d,.']*\s?k?\b\+?|\b\d{1,3}(?:[.,]\d{2,3})?\s?k?\s?(?:[\u20ac\u00a3]|(?:USD|EUR|GBP"
    r"|CAD|AUD|CHF|LPA)\b))"
    r"(?:\s*(?:-|to|bis)\s*[$\u20ac\u00a3\u20b9]?\s?\d[\d,.']*\s?k?\b\+?)?"
    r"(?:\s*(?:/|per|an?|p\.?)\s*(?:hours?|hrs?|h|year|yr|annum|a|month|mo|week|wk|day|d|stunde|std|uur|heure|hora|mois|mes|monat"
    r"|jahr)\b\.?|\s*(?:hourly|annually|ph|pa|pd|ote|doe)\b)?"
    r"|\b\d{2,3}k?\s?-\s?\d{2,3}k\b",
    re.IGNORECASE,
)
_WORK = (
    r"(?:(?:fully|100 ?%|completely|partially|partly|permanent(?:ly)?)[\s-]*)?(?:remote"
    r"|hybrid(?:[ ,]+\d(?:-\d)?\+? days?(?: (?:in|at|from|a|an|per|the|office|week|home|on-?site"
    r"|remote)\b){0,4})?|on-?site|in[ "
    r"-]office|home[ -]?office|homeoffice|wfh|work from home|work from anywhere|home[ -]based|telecommut\w+"
    r"|t[e\u00e9]l[e\u00e9]travail|remoto|anywhere)"
)
WORKPLACE = re.compile(
    rf"[(\[][^()\[\]]{{0,25}}\b{_WORK}\b[^()\[\]]{{0,30}}[)\]]"
    rf"|(?<=\s)[-|,:/@\u00b7]+\s*{_WORK}(?:\s*(?:/|&|,|\bor\b|\band\b)\s*{_WORK})?(?:\s+(?:ok|possible"
    rf"|available|option(?:al)?|friendly|only|first"
    r"|position|role|job|work|m\u00f6glich|optional|or \w+))*(?=\s*(?:$|[-|,(/\u00b7]))"
    rf"|,\s*{_WORK}(?=\s*(?:$|[-|,(/]))|^\s*{_WORK}\s*[-|:,/]+\s*|\b(?:100 ?% remote|fully remote|remote work"
    r"|work from home|remotely|wfh)\b"
    r"|^\s*remote\s+(?!(?:sens|monitor|access|operat|hand|pilot|control|site|area|location|support"
    r"|infrastructure|patient|work|team|health|desktop|vehicle|systems?)\w*)(?=\w+\s+\w)|\s+remote\s*$",
    re.IGNORECASE,
)
_KIND = (
    r"(?:\d{1,2}[- ]?(?:months?|mths?)\b|(?:\d{1,2}[- ]?(?:month|months|mth|mths|mo|week|weeks"
    r"|wk)s?\s+)?(?:full[- ]?time|part[- ]?time"
    r"|contract(?: to (?:hire|perm))?|c2c(?: only)?|w2(?: only)?|c2h|corp to corp|1099|permanent|perm|temp"
    r"|temporary|temp to "
    r"(?:perm|hire)|freelance|ftc|fixed[- ]term(?: contract)?|mat(?:ernity)?(?: leave)? cover(?:age)?|parental "
    r"leave cover|elternzeitvertretung"
    r"|jornada (?:completa|parcial)|media jornada|tiempo (?:completo|parcial)|contrato indefinido|indefinido|voltijds"
    r"|deeltijds?|casual|prn|per diem|seasonal|vollzeit|teilzeit|befristet|unbefristet|festanstellung|cdi|cdd"
    r"|temps plein|temps partiel|bank|zero hours|minijob|inside ir35|outside ir35|b2b|internship"
    r"|\d{1,2}\s?-\s?\d{1,2}\s?(?:month|mth)s?|\d{1,3}(?: ?- ?\d{1,3})? ?%|\d{1,2}(?:\.\d+)? ?(?:hours?|hrs?"
    r"|std\.?|h)(?: ?(?:/"
    r"|per|pro|a) ?(?:week|wk|woche))?))"
)
EMPLOYMENT = re.compile(
    rf"[(\[]\s*{_KIND}(?:\s*(?:[/,&|+-]|or|and|oder)?\s*{_KIND}){{0,3}}\s*[)\]]|(?:(?<=\s)[-|,:/\u00b7]+"
    rf"|,)\s*{_KIND}(?:\s*(?:[/,&|+-]|or|and|oder)?\s*{_KIND}){{0,3}}(?:\s+(?:position|role|job|contract|only"
    r"|opportunity))?(?=\s*(?:$|[-|,(/\u00b7]))"
    rf"|^\s*{_KIND}\s*[-|:,]+\s*|\b(?:full|part)[- ]?time\b|\b(?:in )?(?:vollzeit"
    rf"|teilzeit)\b(?:\s*\(?\d{{1,3}}(?:\s?-\s?\d{{1,3}})?\s?%\)?)?|\b\d{{1,2}}[- "
    r"](?:month|months|mth) (?:ftc|contract|fixed[- ]term(?: contract)?|maternity cover|assignment)\b"
    r"|\b\d{1,2} ?(?:hours?|hrs?|std\.?) ?(?:/|per|pro|a) ?(?:week|wk|woche)\b|\s+(?:prn|per diem|cdi"
    r"|cdd(?: (?:de )?\d{1,2} mois)?)(?=\s*(?:$|\d|[-|(]))"
    r"|(?<=\s)(?!(?:12|24)\b)\d{1,2}(?:[.,]\d{1,2})?(?:\s?-\s?\d{1,2})? ?(?:h|hrs?|hours|std|stunden|wochenstunden|uur"
    r"|uren|heures|horas)\b\.?(?: ?(?:/|per|pro|par|p) ?(?:week|wk|w|woche|semaine|sem|semana)\b)?(?=\s*(?:$|[-|,(]))"
    r"|\s(?:jornada (?:completa|parcial)|media jornada)\s*$",
    re.IGNORECASE,
)
