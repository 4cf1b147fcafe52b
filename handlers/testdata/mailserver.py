"""A mail server that is not ours: Debian's aiosmtpd. Each mail that it takes is read by Python's own parser and written as a line of JSON.

What it answers depends on the first word of the address: full, busy, none and hang (at RCPT), late (hangs after the mail), gone (the connection ends)."""
import asyncio, email, email.policy, json, sys
from aiosmtpd.smtp import SMTP

# The public half of the key that mails are signed with, where one is given, as it would stand in the DNS.
key = None
if len(sys.argv) > 4:
    import dkim
    key = sys.argv[4].encode()

answers = {"full": "552 5.2.2 Mailbox full", "crammed": "452 4.2.2 Mailbox full, try again", "busy": "451 4.7.1 Greylisted, try again", "none": "550 5.1.1 No such mailbox"}


class Handler:
    def __init__(self):
        self.seen = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        word = address.split("@")[0].rstrip("0123456789")
        self.seen[address] = self.seen.get(address, 0) + 1
        if word == "hang":
            await asyncio.sleep(60)
        if word in answers and not (word == "busy" and self.seen[address] > 2):
            return answers[word]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        m = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: (lambda p: p and p.get_content())(m.get_body((kind,)))
        defects = [repr(d) for p in m.walk() for d in p.defects] + [repr(d) for v in m.values() for d in getattr(v, "defects", [])]
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "headers": {k.lower(): str(v) for k, v in m.items()}, "names": [a.display_name for a in m["to"].addresses],
            "times": [k.lower() for k, _ in m.items()], "plain": part("plain"), "html": part("html"), "defects": defects, "raw": envelope.content.decode("latin-1"),
            "longest": max(len(line) for line in envelope.content.split(b"\r\n")), "kind": m.get_content_type(), "tls": session.ssl is not None,
            "signed": key is not None and dkim.verify(envelope.content, dnsfunc=lambda name, timeout=5: b"v=DKIM1; k=rsa; p=" + key if name == b"mail._domainkey.fund.example." else None),
            "user": session.auth_data.decode() if isinstance(session.auth_data, bytes) else "",
        }), flush=True)
        word = envelope.rcpt_tos[0].split("@")[0].rstrip("0123456789")
        if word == "late" and self.seen[envelope.rcpt_tos[0]] < 2:
            await asyncio.sleep(60)
        if word == "gone" and self.seen[envelope.rcpt_tos[0]] < 2:
            server.transport.abort()
        return "250 Taken"


async def main(port):
    handler = Handler()
    loop = asyncio.get_running_loop()
    tls = None
    kwargs = {}
    if len(sys.argv) > 2:
        import ssl
        from aiosmtpd.smtp import AuthResult
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(sys.argv[2], sys.argv[3])

        def authenticate(server, session, envelope, mechanism, data):
            right = data.login == b"fund" and data.password == b"p@ss/word"
            return AuthResult(success=right, handled=False, auth_data=data.login)
        kwargs = {"tls_context": tls, "require_starttls": True, "authenticator": authenticate, "auth_required": True}
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True, **kwargs), "127.0.0.1", port)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1])))
