/** In front of the one line that counts; libraries may print others. */
export const STORE_MARK = 'postgres-ha-doctor-store:';

/**
 * What the Job runs: each step of the way to the archive, with Python and boto3 as they are in the plugin's sidecar. It lists and reads, and writes
 * nothing. Credentials come by the environment, and are in nothing that it prints.
 */
export const STORE_SCRIPT: string = String.raw`
import json, os, re, socket, ssl, sys
from urllib.parse import urlparse
steps, found = {}, None
def end(code=0):
    print("${STORE_MARK}" + json.dumps({"steps": steps, "found": found}), flush=True)
    os._exit(code)
def step(name, outcome, detail, code=None):
    steps[name] = {"outcome": outcome, "code": code, "detail": str(detail)[:300]}
def fail(name, error, code=None):
    if code is None and getattr(error, "errno", None) is not None:
        import errno
        code = errno.errorcode.get(error.errno)
    step(name, "failed", error, code)
    end()
server = os.environ["DOCTOR_SERVER"]
place = urlparse(os.environ["DOCTOR_DESTINATION"])
bucket, folder = place.netloc, place.path.strip("/")
prefix = (folder + "/" if folder else "") + server + "/"
try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError as error:
    fail("resolve", "no boto3 in this image: " + str(error), "NoBoto3")
endpoint = os.environ.get("DOCTOR_ENDPOINT") or None
try:
    client = boto3.client("s3", endpoint_url=endpoint, config=Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 1}))
except Exception as error:
    fail("resolve", error, type(error).__name__)
url = urlparse(client.meta.endpoint_url)
port = url.port or (443 if url.scheme == "https" else 80)
try:
    addresses = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
    step("resolve", "ok", url.hostname + " is " + addresses[0][4][0])
except socket.gaierror as error:
    fail("resolve", url.hostname + ": " + str(error), {v: k for k, v in vars(socket).items() if k.startswith("EAI_")}.get(error.errno, "EAI"))
try:
    raw = socket.create_connection((url.hostname, port), timeout=5)
    step("connect", "ok", "TCP to port %d" % port)
except socket.timeout as error:
    fail("connect", "no answer within 5 s from %s:%d" % (url.hostname, port), "ETIMEDOUT")
except OSError as error:
    fail("connect", error)
if url.scheme == "https":
    try:
        context = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or None)
        with context.wrap_socket(raw, server_hostname=url.hostname) as secured:
            step("tls", "ok", secured.version())
    except ssl.SSLCertVerificationError as error:
        fail("tls", error, "CERTIFICATE_VERIFY_FAILED")
    except (ssl.SSLError, OSError) as error:
        fail("tls", error, getattr(error, "reason", None))
else:
    raw.close()
    step("tls", "not-needed", "the endpoint is http")
NOBODY = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "RequestTimeTooSkewed", "AuthorizationHeaderMalformed",
          "InvalidClientTokenId", "UnrecognizedClientException", "TokenRefreshRequired", "AccountProblem", "InvalidSecurity", "MissingSecurityHeader"}
NO_BUCKET = {"NoSuchBucket", "PermanentRedirect", "301", "IllegalLocationConstraintException", "InvalidBucketName"}
try:
    client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)
    step("authenticate", "ok", "the keys are known")
    step("bucket", "ok", bucket)
except ClientError as error:
    code, text = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    if code in NOBODY:
        fail("authenticate", text or code, code)
    step("authenticate", "ok", "the keys are known")
    if code in NO_BUCKET:
        fail("bucket", bucket + ": " + (text or code), code)
    step("bucket", "ok", bucket)
    fail("list", prefix + ": " + (text or code), code)
except BotoCoreError as error:
    fail("authenticate", type(error).__name__ + ": " + str(error), type(error).__name__)
def folders(under):
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=under, Delimiter="/"):
        for one in page.get("CommonPrefixes", []):
            yield one["Prefix"]
try:
    bases = sorted(folders(prefix + "base/"))
    logs = [one for one in folders(prefix + "wals/") if re.search(r"/[0-9A-F]{16}/$", one)]
    newest = (None, None)
    for log in sorted(logs, reverse=True)[:2]:
        objects = [o for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=log) for o in page.get("Contents", [])]
        segments = [o for o in objects if re.match(r"[0-9A-F]{24}(\.(gz|bz2|xz|zst|lz4|snappy))?$", o["Key"].rsplit("/", 1)[1])]
        if segments:
            last = max(segments, key=lambda o: o["Key"])
            newest = (last["Key"].rsplit("/", 1)[1][:24], last["LastModified"].strftime("%Y-%m-%dT%H:%M:%SZ"))
            break
    step("list", "ok", "%d backups and %d folders of WAL in %s" % (len(bases), len(logs), prefix))
except (ClientError, BotoCoreError) as error:
    fail("list", error, getattr(error, "response", {}).get("Error", {}).get("Code"))
ids, backups, newest_backup, read = set(), 0, None, 0
complaint = None
for base in bases[:1] + bases[1:][-4:]:
    try:
        text = client.get_object(Bucket=bucket, Key=base + "backup.info")["Body"].read(262144).decode("utf-8", "replace")
        read += 1
        ids.update(re.findall(r"^systemid=(\d+)$", text, re.M))
        if re.search(r"^status=DONE$", text, re.M):
            newest_backup = base.rstrip("/").rsplit("/", 1)[1]
    except (ClientError, BotoCoreError) as error:
        code = getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__)
        if code not in ("NoSuchKey", "404"):
            complaint = (code, str(error))
found = {"backups": len(bases), "newestBackup": newest_backup, "newestWal": newest[0], "newestWalAt": newest[1], "systemIds": sorted(ids)}
if complaint is not None:
    step("read", "failed", complaint[1], complaint[0])
elif read:
    step("read", "ok", "backup.info of %d backups" % read)
else:
    step("read", "not-needed", "there is no backup to read")
end()
`;
