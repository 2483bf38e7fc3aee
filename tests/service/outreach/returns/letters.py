"""Messages as mail servers and people send them back."""

from __future__ import annotations

from service.outreach.letters.return_path import message_id_of

TO = "ana@kestrel.example"


def dsn(
    message_id: str | None,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    to: str = TO,
    diagnosis: str = "smtp; 550 5.1.1 User unknown",
    fields: str = "",
    form: str = "message/delivery-status",
    quoted: str = "text/rfc822-headers",
) -> bytes:
    """A delivery report on the mail with our id, None for one that quotes nothing of ours."""
    original = f"Message-ID: {message_id_of(message_id)}" if message_id else "Message-ID: <somebody@else.example>"
    return f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.kestrel.example>
To: gifts@handpicked.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: {form}

Reporting-MTA: dns; mx.kestrel.example
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnosis}
{fields}
--b1
Content-Type: {quoted}

From: Nora Whitfield <gifts@handpicked.example>
{original}
Subject: Something for you

--b1--
""".encode()


def arf(message_id: str | None, *, kind: str = "abuse") -> bytes:
    """A complaint as mailbox providers send it, with the address struck out."""
    original = message_id_of(message_id) if message_id else "<somebody@else.example>"
    return f"""\
From: <feedback@isp.example>
To: <gifts@handpicked.example>
Subject: FW: Something for you
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain

This is an email abuse report.

--b2
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: ISP-Feedback/1.0
Version: 1
Original-Rcpt-To: <redacted>

--b2
Content-Type: message/rfc822

From: Nora Whitfield <gifts@handpicked.example>
Message-ID: {original}
Subject: Something for you
Content-Type: text/plain

Something for you
--b2--
""".encode()


def reply(message_id: str | None, words: str, headers: str = "", kind: str = "text/plain") -> bytes:
    """What a person, or their automat with the right `headers`, writes back."""
    answered = f"In-Reply-To: {message_id_of(message_id)}\n" if message_id else ""
    subject = "" if "Subject:" in headers else "Subject: Re: Something for you\n"
    return (
        f"From: Ana <{TO}>\nTo: gifts@handpicked.example\n{answered}{headers}{subject}"
        f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n"
    ).encode()


def plain_bounce(
    message_id: str | None,
    said: str,
    sender: str = "MAILER-DAEMON@old.example",
    subject: str = "failure notice",
) -> bytes:
    """A bounce in a server's own words, as old servers write them."""
    quoted = f"\n--- Below this line is a copy of the message.\n\nMessage-ID: {message_id_of(message_id or '')}\n"
    headers = f"From: {sender}\nTo: gifts@handpicked.example\nSubject: {subject}\n\n"
    return f"{headers}{said}\n{quoted if message_id else ''}".encode()
