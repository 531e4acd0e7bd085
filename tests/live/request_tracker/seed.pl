# What an administrator sets up once so that AppCare can work with Request Tracker: a queue, two custom
# fields, who may do what, and the scrip that tells us of agents' replies. Writes the tokens as JSON.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';

use JSON ();
use RT;
RT::LoadConfig();
RT::Init();
use RT::Interface::CLI;

my ($scrip_file, $tokens_file) = @ARGV;
my $queue = add('RT::Queue', Name => 'WhatsApp');

custom_field('appcare_conversation', 'RT::Queue-RT::Ticket');                 # what a ticket is: our key of the conversation
custom_field('appcare_event', 'RT::Queue-RT::Ticket-RT::Transaction');   # which message a transaction is: our key of the event

my $bot   = user('appcare-bot');
my $agent = user('agent-ann');

my @both = qw(SeeQueue ShowTicket ShowTicketComments ModifyTicket ReplyToTicket CommentOnTicket SeeCustomField
    ModifyCustomField);
grant($bot,   $queue,      @both, qw(CreateTicket SetInitialCustomField));
grant($bot,   $RT::System, qw(AdminUsers));                      # to create the customers' users
grant($agent, $queue,      @both, qw(OwnTicket TakeTicket));
grant($agent, $RT::System, qw(ModifySelf));

add('RT::Scrip',
    Queue                  => $queue->Id,
    Description            => 'Tell AppCare of replies',
    ScripCondition         => 'User Defined',
    ScripAction            => 'User Defined',
    Template               => 'Blank',
    CustomIsApplicableCode => sprintf(
        'return $self->TransactionObj->Type eq "Correspond" && $self->TransactionObj->Creator != %d;', $bot->Id
    ),
    CustomPrepareCode => 'return 1;',
    CustomCommitCode  => read_file($scrip_file),
);

open my $tokens, '>', $tokens_file or die "$tokens_file: $!\n";
print {$tokens} JSON->new->canonical->encode({bot_token => token($bot), agent_token => token($agent)});
close $tokens or die "$tokens_file: $!\n";

sub add {
    my ($class, @values) = @_;
    my $object = $class->new(RT->SystemUser);
    my ($id, $message) = $object->Create(@values);
    die "$class: $message\n" unless $id;
    return $object;
}

sub custom_field {
    my ($name, $of) = @_;
    my $field = add('RT::CustomField', Name => $name, Type => 'FreeformSingle', LookupType => $of);
    my ($ok, $message) = $field->AddToObject($queue);
    die "$name: $message\n" unless $ok;
    return $field;
}

sub user {
    my ($name) = @_;
    return add('RT::User', Name => $name, EmailAddress => "$name\@appcare.test", Privileged => 1);
}

sub grant {
    my ($user, $object, @rights) = @_;
    for my $right (@rights) {
        my ($ok, $message) = $user->PrincipalObj->GrantRight(Right => $right, Object => $object);
        die "$right: $message\n" unless $ok;
    }
    return;
}

sub token {
    my ($user) = @_;
    my ($id, $message, $token)
        = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->Id, Description => 'AppCare tests');
    die "token: $message\n" unless $id;
    return $token;
}

sub read_file {
    my ($path) = @_;
    open my $file, '<:encoding(UTF-8)', $path or die "$path: $!\n";
    local $/ = undef;
    return scalar <$file>;
}
