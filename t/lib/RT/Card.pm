package RT::Card;
# What tests of the client card share: a company with a few clients, and forms
# that are sent as a browser sends them.
#
#   my $c = RT::Card->new;
#   my $boss = $c->site->sign_in(role => 'admin');
#   my $r = $c->edit('/clients/1/edit', {phone => '...'}, as => $boss);    # both steps
use strict;
use warnings;
use RT::Site;

sub new {
    my ($class, %o) = @_;
    my $self = bless {site => RT::Site->new(%o)}, $class;
    $self->site->sql(
        "REPLACE INTO data_state (name, value) VALUES ('currency', 'RUB'), ('currency_digits', '2')",
        $self->clients_sql);
    return $self;
}

sub site { return $_[0]{site} }

# Clients 1 to 6: one with all that a card shows, one without anything, one
# who has left, one whose contract is to begin, one with a case, one forgotten.
sub clients_sql {
    my @sql;
    push @sql, 'INSERT INTO clients (id, external_id, telegram_id, last_name, first_name, middle_name, '
        . 'email, phone, region, channel, segment, acquired_on) VALUES '
        . "(1, 'C-1', 700001, 'Ivanova', 'Pelageya', 'Petrovna', 'pelageya\@example.org', "
        . "'+74951234567', 'North', 'web', 'home', '2023-01-10'),"
        . "(2, 'C-2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
        . "(3, 'C-3', NULL, 'Sidorov', 'Ivan', NULL, NULL, '+74957654321', 'South', NULL, NULL, NULL),"
        . "(4, 'C-4', NULL, 'Later', 'Lena', NULL, NULL, NULL, 'North', NULL, NULL, NULL),"
        . "(5, 'C-5', NULL, 'Casey', 'Carl', NULL, NULL, NULL, 'North', NULL, NULL, NULL),"
        . "(6, 'C-6', NULL, 'Gone', 'Greta', NULL, 'greta\@example.org', '+74950000006', 'North', NULL, NULL, NULL)";
    push @sql, "INSERT INTO client_attrs (client_id, name, value) VALUES (1, 'colour', 'red')";
    push @sql, 'INSERT INTO contracts (id, external_id, client_id, start_date, end_date, plan, '
        . 'monthly_fee_minor, monthly_profit_minor, active, listed_on) VALUES '
        . "(1, 'K-1', 1, '2023-02-01', NULL, 'Basic', 50000, 20000, 1, NULL),"
        . "(3, 'K-3', 3, '2023-02-01', '2024-02-01', 'Basic', 50000, 20000, 0, NULL),"
        . "(4, 'K-4', 4, UTC_DATE() + INTERVAL 60 DAY, NULL, 'Full', 90000, NULL, NULL, NULL),"
        . "(5, 'K-5', 5, '2023-02-01', NULL, 'Basic', 50000, NULL, 1, NULL),"
        . "(6, 'K-6', 6, '2023-02-01', NULL, 'Basic', 50000, NULL, 1, NULL)";
    push @sql, 'INSERT INTO retention_cases (id, contract_id, client_id, reason, status, step, '
        . "created_at, escalated_at, due_at) VALUES (50, 5, 5, 'price', 'escalated', 'queue', "
        . 'UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 1 DAY)';
    return @sql;
}

sub get { my ($self, $path, %o) = @_; return $self->site->get($path, %o) }

# The values of a form as a browser would send them.
sub values_of {
    my ($html) = @_;
    my ($form) = $html =~ m{<main id="main">(.*)</main>}s;
    $form =~ s{.*?(<form class="fill(?: edit)?" method="post")}{$1}s or return [];
    $form =~ s{</form>.*}{}s;
    my @pairs;
    while ($form =~ m{<input [^>]*?name="([^"]+)" value="([^"]*)"|<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>}gs) {
        if (defined $1) { push @pairs, $1, text($2); next }
        my ($name, $options) = ($3, $4);
        my ($chosen) = $options =~ /value="([^"]*)" selected/;
        ($chosen) = $options =~ /value="([^"]*)"/ if !defined $chosen;
        push @pairs, $name, text($chosen);
    }
    return \@pairs;
}

sub text {
    my ($html) = @_;
    my %entity = (amp => '&', lt => '<', gt => '>', quot => '"', '#39' => "'");
    return $html =~ s/&(amp|lt|gt|quot|#39);/$entity{$1}/gr;
}

# Change the values of a form; an attribute is named attr:NAME.
sub set {
    my ($pairs, $set) = @_;
    my @out;
    my $attr;
    for (my $i = 0; $i < @$pairs; $i += 2) {
        my ($name, $value) = @$pairs[$i, $i + 1];
        $attr = $value if $name eq 'attr';
        my $key = $name eq 'attr_value' ? "attr:$attr" : $name;
        push @out, $name, exists $set->{$key} ? $set->{$key} : $value;
    }
    return \@out;
}

# Send pairs in their order.
sub send_pairs {
    my ($self, $path, $pairs, %o) = @_;
    return $self->site->request('POST', $path, as => $o{as},
        content => RT::Site::form($pairs),
        headers => {'Content-Type' => 'application/x-www-form-urlencoded', Origin => $self->site->url});
}

# Open the form, fill it in, and have it checked.
sub preview {
    my ($self, $path, $set, %o) = @_;
    my $form = $self->get($path, as => $o{as});
    die "$path: $form->{status}" if $form->{status} != 200;
    return $self->send_pairs($path, [@{set(values_of($form->{content}), $set)}, step => 'preview'], %o);
}

# Press the last button of what the check has shown.
sub save {
    my ($self, $path, $preview, %o) = @_;
    return $self->send_pairs($path, [@{values_of($preview->{content})}, step => 'save'], %o);
}

sub edit {
    my ($self, $path, $set, %o) = @_;
    my $shown = $self->preview($path, $set, %o);
    die "$path: preview $shown->{status} " . main_text($shown->{content}) if $shown->{status} != 200;
    return $self->save($path, $shown, %o);
}

# The texts of a page between header and footer.
sub main_text {
    my ($html) = @_;
    my ($main) = $html =~ m{<main id="main">(.*)</main>}s;
    utf8::decode($main);
    return text($main =~ s/<[^>]*>/ /gr =~ s/\s+/ /gr);
}

sub rows {
    my ($self, $sql) = @_;
    return join '', map { join(' ', map { $_ // '-' } @$_) . "\n" } @{$self->site->{db}->sql($sql)};
}

# Undo the latest change as the card offers it.
sub undo {
    my ($self, $client, %o) = @_;
    my $html = $self->get("/clients/$client", as => $o{as})->{content};
    my ($edit) = $html =~ /name="edit" value="(\d+)"/ or return;
    return $self->site->post("/clients/$client/undo", {edit => $edit}, as => $o{as});
}

1;
