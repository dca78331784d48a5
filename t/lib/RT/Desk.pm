package RT::Desk;
# What tests of the retention desk share: a company with a contract for each
# test, and the tool at a time that the test chooses.
#
#   my $d = RT::Desk->new;
#   my $k = $d->contract;                       # number; its client is reachable
#   $d->now('2026-11-27 12:00');
#   my $case = $d->request($k);
#   $d->event($case, 'reason', qw(--as client --reason price));
use strict;
use warnings;
use parent 'RT::Import';
use Test::More;

sub new {
    my ($class) = @_;
    my $self = $class->SUPER::new;
    $ENV{DESK_HOURS} = 'Mo-Fr 09:00-13:00,14:00-18:00';
    $ENV{DESK_APPLIES} = 'orders';
    $ENV{BOT_CLIENTS} = 'on';
    $ENV{TELEGRAM_BOT_TOKEN} = '123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc';
    $self->{n} = 0;
    $self->now('2026-11-27 12:00');    # a Friday
    $self->db->sql(
        "INSERT INTO users (login, name, role) VALUES ('anna', 'Anna', 'manager'),"
        . " ('boris', 'Boris', 'manager'), ('chief', 'Chief', 'admin')",
        "INSERT INTO offers (external_id, offer_type, description, cost_minor, effect,"
        . " effect_value, effect_months, priority) VALUES"
        . " ('o1', 'Discount', 'for half a year', 1000, 'percent', 2000, 6, 1),"
        . " ('o2', 'Bonus', '', 500, 'amount', 10000, NULL, 2),"
        . " ('o3', 'Free', '', 0, 'free_months', 2, NULL, 3)");
    return $self;
}

# Set the time for what comes, in Moscow; without one, say it.
sub now {
    my ($self, $now) = @_;
    $self->{now} = $now if defined $now;
    return $self->{now};
}

# A contract with a client of its own, 1000.00 a month.
sub contract {
    my ($self, %o) = @_;
    my $n = ++$self->{n};
    my $telegram = exists $o{telegram} ? $o{telegram} : 7_000_000 + $n;
    my $set = $o{set} // {};
    my %row = (start_date => "'2025-01-15'", monthly_fee_minor => 100000,
        monthly_profit_minor => 54000, plan => "'Full'", active => 1, %$set);
    $self->db->sql(
        "INSERT INTO clients (id, external_id, telegram_id, region) VALUES ($n, 'c$n', "
        . ($telegram // 'NULL') . ', ' . ($o{region} ? "'$o{region}'" : 'NULL') . ')',
        "INSERT INTO contracts (id, external_id, client_id, " . join(', ', sort keys %row)
        . ") VALUES ($n, 'K$n', $n, " . join(', ', map { $row{$_} } sort keys %row) . ')');
    return "K$n";
}

sub id_of { my ($self, $contract) = @_; return $contract =~ s/^K//r }

# `retention desk ...` now: text, status.
sub desk {
    my ($self, @args) = @_;
    return $self->tool('desk', @args, '--now', $self->{now});
}

# An event: its answer, "DONE case 1 offer", and all that was said.
sub event {
    my ($self, $target, $event, @args) = @_;
    my ($text) = $self->desk('event', $target, $event, @args);
    $text =~ s/\xc2\xa0/ /g;    # blanks in amounts
    my ($answer) = $text =~ /\A([^\n]*)/;
    return wantarray ? ($answer, $text) : $answer;
}

# The number of a new case of the client's.
sub request {
    my ($self, $contract) = @_;
    my ($answer, $text) = $self->event($contract, 'request', '--as', 'client');
    my ($case) = $answer =~ /^DONE case (\d+) reason$/ or die "request: $text\n";
    return $case;
}

sub sweep {
    my ($self) = @_;
    my ($text, $status) = $self->desk('sweep');
    is $status, 0, 'a sweep' or diag $text;
    return $text;
}

# A case that a client has come with, up to a state, then by whose hand.
sub case_at {
    my ($self, $state, %o) = @_;
    my $contract = $o{contract} // $self->contract;
    my $case = $self->request($contract);
    return ($case, $contract) if $state eq 'reason';
    if ($state eq 'confirm') {
        $self->db->sql('UPDATE contracts SET can_be_retained = 0 WHERE id = '
            . $self->id_of($contract));
        $self->event($case, 'reason', '--as', 'client');
        $self->db->sql('UPDATE contracts SET can_be_retained = 1 WHERE id = '
            . $self->id_of($contract));
        return ($case, $contract);
    }
    $self->event($case, 'reason', qw(--as client --reason price));
    return ($case, $contract) if $state eq 'offer';
    $self->event($case, 'ask_manager', qw(--as client));
    return ($case, $contract) if $state eq 'queue';
    $self->event($case, 'take', qw(--as anna));
    return ($case, $contract) if $state eq 'work';
    $self->event($case, 'decline', qw(--as client --n 1));
    $self->event($case, 'propose', qw(--as anna --offer 3));
    return ($case, $contract);
}

sub state_of {
    my ($self, $case) = @_;
    return join ' ', map { $_ // '-' } @{$self->db->sql('SELECT status, step, outcome '
        . "FROM retention_cases WHERE id = $case")->[0]};
}

sub orders_of {
    my ($self, $case) = @_;
    return $self->rows('SELECT kind, state, effective_on, effect, effect_value FROM orders '
        . "WHERE case_id = $case ORDER BY id");
}

# Words of the notices of a case with their states, in order.
sub notices_of {
    my ($self, $case, $where) = @_;
    return join ' ', map { "$_->[0]:$_->[1]" } @{$self->db->sql('SELECT word, state FROM '
        . "notices WHERE case_id = $case AND " . ($where // 'user_id IS NULL')
        . ' ORDER BY id')};
}

1;
