# The scrip's action: posts an agent's reply to AppCare, signed as Standard Webhooks 1.0.0 say.
# It runs inside the agent's own request, so it waits no longer than five seconds and never fails that request.
use Digest::SHA ();
use JSON ();
use LWP::UserAgent ();
use MIME::Base64 ();

my $to = RT->Config->Get('AppCareCallback');
my %to = ref $to ? %$to : RT->Config->Get('AppCareCallback');
my ($reply, $ticket) = ($self->TransactionObj, $self->TicketObj);

my @files;
my $attachments = $reply->Attachments;
while (my $attachment = $attachments->Next) {
    next unless defined $attachment->Filename && length $attachment->Filename;
    push @files, {
        id   => int $attachment->Id,
        name => $attachment->Filename,
        type => $attachment->ContentType,
    };
}

# Where there is no text, Content would make up a sentence that says so.
my $text = $reply->ContentObj ? $reply->Content(Type => 'text/plain') : '';

my $body = JSON->new->utf8->canonical->encode({
    type      => 'ticket.replied',
    timestamp => $reply->CreatedObj->W3CDTF(Timezone => 'UTC'),
    data      => {
        ticket       => int $ticket->Id,
        transaction  => int $reply->Id,
        conversation => $ticket->FirstCustomFieldValue('appcare_conversation'),
        agent        => $reply->CreatorObj->Name,
        text         => $text,
        attachments  => \@files,
    },
});

my $id     = 'rt-transaction-' . $reply->Id;
my $now    = time;
my $secret = MIME::Base64::decode_base64($to{secret} =~ s/^whsec_//r);
my $mac    = Digest::SHA::hmac_sha256("$id.$now.$body", $secret);

my $answer = LWP::UserAgent->new(timeout => 5, env_proxy => 0, max_redirect => 0)->post(
    $to{url},
    'Content-Type'      => 'application/json',
    'Webhook-Id'        => $id,
    'Webhook-Timestamp' => $now,
    'Webhook-Signature' => 'v1,' . MIME::Base64::encode_base64($mac, ''),
    Content             => $body,
);
RT->Logger->error("AppCare answered the reply $id with " . $answer->code) unless $answer->is_success;
return 1;
