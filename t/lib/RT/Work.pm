package RT::Work;
# The work pages for a test: a site with a small company whose clients phone,
# managers who are signed in, and forms as the pages have them.
#
#   my $w = RT::Work->new(env => {DESK_SEE => 'own'});
#   my $k = $w->contract;                      # its id
#   my $anna = $w->staff('anna');
#   my $case = $w->open($anna, $k);            # on the call screen
#   my $r = $w->press($anna, "/cases/$case", 'take');
use strict;
use warnings;
use RT::Site;
use Test::More ();

our %ENV_DESK = (
    DESK_HOURS   => 'Mo-Su 00:00-24:00',
    DESK_APPLIES => 'orders',
    BOT_CLIENTS  => 'off',
);

sub new {
    my ($class, %o) = @_;
    my $site = RT::Site->new(%o, env => {%ENV_DESK, %{$o{env} // {}}});
    my $self = bless {site => $site, n => 0, staff => {}}, $class;
    $site->sql(
        "INSERT INTO offers (external_id, offer_type, description, cost_minor, effect,"
        . " effect_value, effect_months, priority) VALUES"
        . " ('o1', 'Discount', 'for half a year', 1000, 'percent', 2000, 6, 1),"
        . " ('o2', 'Bonus', '', 500, 'amount', 10000, NULL, 2),"
        . " ('o3', 'Free', '', 0, 'free_months', 2, NULL, 3);"
        . "REPLACE INTO data_state (name, value) VALUES ('currency', 'RUB'), "
        . "('currency_digits', '2');");
    $site->start if !$o{later};
    return $self;
}

sub site  { return $_[0]{site} }
sub sql   { my $self = shift; return $self->{site}->sql(@_) }
sub value { my $self = shift; return $self->{site}->value(@_) }

# A contract with a client of its own, 1000.00 a month; its id, which is also
# the client's.  Its number is K0001 and so on, the phone +7495000 and the id.
sub contract {
    my ($self, %o) = @_;
    my $n = $o{id} // ++$self->{n};
    $self->{n} = $n if $n > $self->{n};
    my %row = (start_date => "'2025-01-15'", monthly_fee_minor => 100000,
        monthly_profit_minor => 54000, plan => "'Full'", active => 1, %{$o{set} // {}});
    my $number = $o{number} // number($n);
    $self->sql("INSERT INTO clients (id, external_id, last_name, first_name, phone, region, "
        . "telegram_id) VALUES ($n, 'c$n', 'Ivanova', 'Irina', '" . phone($n) . "', 'North', "
        . ($o{telegram} // 'NULL') . ");"
        . "INSERT INTO contracts (id, external_id, client_id, " . join(', ', sort keys %row)
        . ") VALUES ($n, '$number', $n, " . join(', ', map { $row{$_} } sort keys %row) . ')');
    return $n;
}
sub number { return sprintf 'K%04d', $_[0] }
sub phone  { return sprintf '+7495%07d', $_[0] }

sub staff {
    my ($self, $name, %o) = @_;
    return $self->{staff}{$name} //= $self->{site}->sign_in(name => $name, %o);
}

sub version {
    my ($self, $case) = @_;
    return $self->value("SELECT version FROM retention_cases WHERE id = $case");
}

my $n_nonce = 0;
sub nonce { return sprintf 'test-%038d', ++$n_nonce }

# A form of the page of a case, as it is now; the answer.
sub press {
    my ($self, $who, $path, $event, %f) = @_;
    my ($case) = $path =~ m{/cases/(\d+)};
    my %o = map { exists $f{"-$_"} ? ($_ => delete $f{"-$_"}) : () } qw(csrf headers from);
    return $self->{site}->post($path, {event => $event, nonce => nonce(),
        version => $self->version($case) // 1, %f}, as => $who, %o);
}

# What staff do on the client's word.
sub word {
    my ($self, $who, $case, $event, %f) = @_;
    return $self->press($who, "/cases/$case", $event, source => 'phone',
        note => 'named the passport', %f);
}

# A new case by the call screen, its number; with `reason` (else none named).
sub open {
    my ($self, $who, $contract, %f) = @_;
    my $r = $self->{site}->post("/calls/$contract", {nonce => nonce(), source => 'phone',
        note => 'phoned', %f}, as => $who);
    Test::More::is($r->{status}, 303, "a case for contract $contract")
        or Test::More::diag($r->{content});
    return $self->open_case($contract);
}
sub open_case {
    my ($self, $contract) = @_;
    return $self->value("SELECT MAX(id) FROM retention_cases WHERE contract_id = $contract");
}

# A case up to a state: offer, confirm, queue, work (anna's), proposal.
sub case_at {
    my ($self, $state, %o) = @_;
    my $anna = $self->staff($o{by} // 'anna');
    my $contract = $o{contract} // $self->contract(set => $state eq 'confirm'
        ? {can_be_retained => 0} : {});
    my $case = $self->open($anna, $contract, reason => 'price');
    return ($case, $contract) if $state eq 'offer' || $state eq 'confirm';
    $self->word($anna, $case, 'ask_manager');
    return ($case, $contract) if $state eq 'queue';
    $self->press($anna, "/cases/$case", 'take');
    return ($case, $contract) if $state eq 'work';
    $self->word($anna, $case, 'decline', n => 1);
    $self->press($anna, "/cases/$case", 'propose', offer => 3);
    return ($case, $contract);
}

sub state_of {
    my ($self, $case) = @_;
    return join ' ', map { $_ // '-' } @{$self->sql('SELECT status, step, outcome '
        . "FROM retention_cases WHERE id = $case")->[0]};
}

sub orders_of {
    my ($self, $case) = @_;
    return join '; ', map { join ' ', map { $_ // '-' } @$_ } @{$self->sql('SELECT kind, state, '
        . "effect, effect_value FROM orders WHERE case_id = $case ORDER BY id") // []};
}

# The text of a page without its elements.
sub text {
    my ($html) = @_;
    utf8::decode($html) if !utf8::is_utf8($html);
    $html =~ s/<[^>]*>/ /g;
    $html =~ s/&#39;/'/g; $html =~ s/&quot;/"/g; $html =~ s/&amp;/&/g;
    $html =~ s/[\s\x{a0}]+/ /g;
    return $html;
}

1;
