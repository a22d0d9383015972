"""The notice channels. To add one: write its file, add its line here."""

from notify.channels.email import Email
from notify.channels.inapp import InApp
from notify.channels.sms_aliyun import AliyunSms
from notify.channels.webhook import Webhook

CHANNELS = {kind.spec.key: kind for kind in (InApp, Email, AliyunSms, Webhook)}
