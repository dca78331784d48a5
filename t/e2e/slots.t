#!/usr/bin/perl
# What a company or a visitor wrote is text on every page.  First each slot of
# each template alone: a copy of the templates marks where a slot begins and
# ends, and every name stands for something hostile.  Then the product with a
# company whose every text is hostile: its pages have the elements and
# attributes of a harmless company's, and no others.
use strict;
use warnings;
use utf8;
use File::Temp qw(tempdir);
use JSON::PP;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8'
    for Test::More->builder->output, Test::More->builder->failure_output;

my $HOSTILE = q{<img src=x onerror=1>"' onfocus=1 x="&amp;{{t.product}}</p>};
my %ENTITY = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;', "'" => '&#39;');
# What may stand there as it is, with what makes it safe.
my %RAW = ('page.mustache {{{html}}}' => 3);    # rendered from templates, too

sub slurp { open my $fh, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!"; local $/; return scalar <$fh> }

my $from = RT::Site::source() . '/templates';
my $copy = tempdir(CLEANUP => 1);
my (@slots, %sections, %uses, %raw, %data);
for my $file (sort glob "$from/*.mustache") {
    my ($name) = $file =~ m{([^/]+)$};
    my $text = slurp($file);
    my $template = $name =~ s/\.mustache$//r;
    $uses{$template}{sections} = {map { $_ => 1 } $text =~ /\{\{[#^]\s*([\w.]+)\s*\}\}/g};
    $uses{$template}{templates} = {map { $_ => 1 } $text =~ /\{\{[<>]\s*([\w-]+)\s*\}\}/g};
    $raw{"$name $1"}++ while $text =~ /(\{\{\{[^}]*\}\}\}|\{\{&[^}]*\}\})/g;
    $sections{$_}++ for keys %{$uses{$template}{sections}};
    my $line = 1;
    $text =~ s{(\n)|(\{\{\s*([\w.]+)\s*\}\})}{
        $line++ if $1;
        $1 // do {
            push @slots, {where => "$name:$line {{$3}}", name => $3};
            "\@\@$#slots:$2:$#slots\@\@";
        }
    }ge;
    open my $fh, '>:encoding(UTF-8)', "$copy/$name" or die "$copy/$name: $!";
    print {$fh} $text;
    close $fh or die $!;
}
is_deeply \%raw, \%RAW, 'what is not escaped is what this test expects';

# A text is a section that is there; names inside of it are found outside.
for my $name (keys %sections, map { $_->{name} } @slots) {
    if   ($name =~ /^t\.(\w+)$/) { $data{t}{$1} = $HOSTILE }
    else                         { $data{$name} = $HOSTILE }
}

sub render {
    my ($template, $data) = @_;
    my $in = File::Temp->new;
    print {$in} JSON::PP->new->utf8->encode($data);
    close $in;
    open STDIN, '<', $in->filename or die $!;
    open my $fh, '-|', RT::Site::build() . '/t/helper/render', $copy, $template or die $!;
    binmode $fh, ':encoding(UTF-8)';
    local $/;
    my $html = <$fh>;
    close $fh or die "render $template failed";
    return $html;
}

my $escaped = $HOSTILE =~ s/([&<>"'])/$ENTITY{$1}/gr;
my (%hit, %unsafe);
sub look_at {
    my ($html) = @_;
    while ($html =~ /\@\@(\d+):(.*?):\1\@\@/gs) {
        next if $2 eq '';
        $hit{$1} = 1;
        $unsafe{$1} = $2 if $2 ne $escaped;
    }
    return;
}
# The sections of a template and of those that it contains.
sub sections_of {
    my ($template, $seen) = @_;
    return () if $seen->{$template}++;
    return (keys %{$uses{$template}{sections}},
        map { sections_of($_, $seen) } keys %{$uses{$template}{templates}});
}

for my $template (sort keys %uses) {
    look_at(render($template, \%data));
    # For what stands where a name is missing: each missing in turn.
    my %own = map { $_ => 1 } sections_of($template, {});
    for my $name (sort keys %own) {
        my %without = %data;
        delete $without{$name};
        look_at(render($template, \%without));
    }
}
is_deeply [map { $slots[$_]{where} } grep { !$hit{$_} } 0 .. $#slots], [],
    'each slot was hit by a hostile value';
is_deeply {map { ($slots[$_]{where} => $unsafe{$_}) } keys %unsafe}, {},
    'each slot escapes it';
note sprintf 'template slots hit: %d of %d', scalar keys %hit, scalar @slots;

# A slot inside of a tag stands between double quotes.
for my $file (sort glob "$from/*.mustache") {
    my $text = slurp($file) =~ s/\{\{[!<>].*?\}\}//gsr;
    my @bare;
    for my $tag ($text =~ /<[a-z](?:"[^"]*"|\{\{[^}]*\}\}|[^">])*>/g) {
        my $rest = $tag =~ s/"[^"]*"//gr;
        $rest =~ s/\{\{[#^\/][^}]*\}\}//g;
        push @bare, $tag if $rest =~ /\{\{/;
    }
    is_deeply \@bare, [], "$file: slots of attributes are quoted";
}

sub quoted { my ($text) = @_; return "'" . $text =~ s/([\\'])/\\$1/gr . "'" }

# Every text of every table, made of `$text` and a word.
sub company {
    my ($text) = @_;
    my $t = sub { return quoted(substr "$_[0]$text", 0, $_[1] // 60) };
    my $site = RT::Site->new;
    my @sql;
    push @sql, 'INSERT INTO users (id, login, name, role) VALUES (900, '
        . $t->('m') . ', ' . $t->('m') . ", 'manager')";
    for my $i (1 .. 80) {
        push @sql, "INSERT INTO clients (id, external_id, last_name, region, channel, segment) "
            . "VALUES ($i, 'c$i', " . join(', ', map { $t->($_ . $i % 2) } qw(n r h s)) . ')';
        push @sql, "INSERT INTO client_attrs (client_id, name, value) VALUES ($i, 'colour', "
            . $t->('v' . $i % 3) . ')';
        my $end = $i % 4 ? 'NULL' : sprintf "'2024-%02d-%02d'", 1 + $i % 6, 3 + $i % 20;
        push @sql, 'INSERT INTO contracts (id, external_id, client_id, start_date, end_date, '
            . "plan, monthly_fee_minor, end_cause) VALUES ($i, 'k$i', $i, "
            . sprintf("'2023-%02d-%02d', ", 1 + $i % 12, 1 + $i % 28) . "$end, "
            . $t->('p' . $i % 2) . ', 50000, ' . ($end eq 'NULL' ? 'NULL' : $t->('e' . $i % 3)) . ')';
    }
    push @sql, 'INSERT INTO offers (id, external_id, offer_type, description) VALUES (1, '
        . "'o1', " . $t->('o') . ', ' . $t->('d') . ')';
    push @sql, 'INSERT INTO templates (title, text_ru, text_en) VALUES (' . join(', ', map { $t->($_) } qw(t r e)) . ')',
        'INSERT INTO reasons (code, text_ru, text_en) VALUES (' . join(', ', map { $t->($_) } qw(c r e)) . ')',
        'INSERT INTO offer_reasons VALUES (1, ' . $t->('c') . ')',
        "INSERT INTO messages (client_id, direction, channel, body, created_at) VALUES (1, 'from_client', 'x', " . $t->('b') . ", '2024-06-01')",
        "INSERT INTO orders (dedup_key, contract_id, offer_id, kind, state, effective_on, answer) VALUES ('c1:offer:1', 1, 1, 'offer', 'refused', '2024-06-01', " . $t->('a') . ')';
    for my $i (1 .. 40) {
        push @sql, 'INSERT INTO retention_cases (external_id, contract_id, initial_reason, reason, '
            . 'proposed_offer_id, assigned_manager_id, created_at, completed_at, status) VALUES (' . "'f$i', $i, "
            . $t->('w' . $i % 2) . ', ' . $t->('w' . $i % 3) . ", 1, 900, '2024-0" . (1 + $i % 6)
            . "-02 10:00:00', '2024-0" . (1 + $i % 6) . "-09 10:00:00', "
            . ($i % 2 ? "'retained'" : "'churned'") . ')';
    }
    # What the work pages show: an open case, its offering, texts of both sides.
    push @sql, "INSERT INTO retention_cases (id, contract_id, client_id, initial_reason, reason, "
        . "assigned_manager_id, created_at, status, step, escalated_at, due_at) VALUES (9000, 1, 1, "
        . $t->('w') . ', ' . $t->('w0') . ", 900, '2024-06-02 10:00:00', 'escalated', 'work', "
        . "'2024-06-02 10:00:00', '2024-06-03 10:00:00')",
        'UPDATE clients SET first_name = ' . $t->('f') . ', middle_name = ' . $t->('i')
        . ', email = ' . $t->('e') . ', phone = ' . $t->('1', 30) . ' WHERE id = 1',
        'INSERT INTO case_offers (case_id, n, offer_id, by_user, state, offer_type, description, shown_at, '
        . "expires_at) VALUES (9000, 1, 1, 900, 'shown', " . $t->('o') . ', ' . $t->('d')
        . ", '2024-06-02 10:00:00', '2099-06-02 10:00:00')",
        'INSERT INTO case_events (case_id, kind, status, step, actor, user_id, note, happened_at) VALUES '
        . "(9000, 'comment', 'escalated', 'work', 'manager', 900, " . $t->('c') . ", '2024-06-02 11:00:00')",
        'INSERT INTO messages (client_id, case_id, direction, channel, body, created_at) VALUES '
        . "(1, 9000, 'from_client', " . $t->('h', 30) . ', ' . $t->('b') . ", '2024-06-02 12:00:00')",
        'INSERT INTO notices (dedup_key, case_id, client_id, word, args, state, created_at) VALUES '
        . "('x1', 9000, 1, 'accepted', '{\"what\":\"accept\",\"n\":1}', 'by_hand', '2024-06-02 12:00:00')";
    push @sql, "REPLACE INTO data_state (name, value) VALUES ('currency', 'RUB'), "
        . "('currency_digits', '2'), ('as_of', '2024-06-30')";
    my $all = join ";\n", @sql, '';
    utf8::encode($all) if utf8::is_utf8($all);
    $site->sql($all);
    return $site->refresh->start;
}

# What a page is made of: elements and attributes, without values, each once;
# undef when it cannot be read as the HTML that our templates write.
sub shape {
    my ($html) = @_;
    my %seen;
    pos($html) = 0;
    while (pos($html) < length $html) {
        next if $html =~ /\G[^<]+/gc || $html =~ /\G<!doctype html>/gc
            || $html =~ /\G<!--.*?-->/gcs || $html =~ m{\G</[a-z0-9]+>}gc;
        $html =~ /\G<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/gc or return;
        my ($tag, $attributes) = ($1, $2);
        $seen{$tag}++;
        $seen{"$tag $_"}++ for $attributes =~ /\s([a-z-]+)(?:="[^"]*")?/g;
    }
    return join "\n", sort keys %seen;
}

my $harmless = company(' of somebody');
my $hostile  = company(q{<img src=x onerror=1>"' onfocus=1 x="});
my $name = q{<img src=x onerror=1>"' onfocus=1 "};
my %reader = (
    harmless => $harmless->sign_in(role => 'admin', name => 'anna'),
    hostile  => do {
        my ($out, $err, $status) = $hostile->retention('user', 'add', $name, '--role', 'admin');
        is $status, 0, 'a hostile name is a name' or diag $err;
        like $out, qr/\Q$name\E/, '  which the terminal shows as it is';
        my $token = $hostile->link_for($name);
        my $page  = $hostile->get("/login?t=$token")->{content};
        like $page, qr/<b>&lt;img src=x onerror=1&gt;&quot;/, 'the sign-in page shows it as text';
        my $who = {name => $name, cookies => {}};
        is $hostile->use_link($token, as => $who)->{status}, 303, 'and it signs in';
        $who;
    },
);
like $hostile->get('/churn', as => $reader{hostile})->{content},
    qr{<span class="who">&lt;img src=x onerror=1&gt;&quot;}, 'every page shows it as text';

my ($blocks) = $hostile->retention('block', '--list');
my @paths = ('/overview', '/churn', '/mrr', '/cohorts', '/ltv', '/desk', '/reconciliation',
    map { "/$_" } $blocks =~ /^([\w-]+)/mg);
push @paths, '/offers', '/offers?archived=1', '/offers/1', '/offers/new', '/orders?show=refused', '/orders/1', '/messages', '/messages?show=all', '/messages/1', '/reasons', '/reasons/8', '/templates', '/templates/1', '/queue?who=all', '/queue?who=tell', '/queue?who=all&lang=ru&sort=-profit', '/cases/9000',
    '/cases/9000?lang=ru', '/cases/1', '/calls/1', '/calls/2', '/users', '/users/1', '/clients', '/clients/4', '/clients/4/edit', '/contracts/4/edit', '/contracts/4/past',
    '/contracts/4/archive', '/clients/4/contract', '/audit', '/health', '/churn?by=quarter&lang=ru&from=2024-02&to=2024-04', '/desk?lang=ru';
for my $path (@paths) {
    my @shape = map {
        my ($site, $who) = $_ ? ($hostile, $reader{hostile}) : ($harmless, $reader{harmless});
        my $r = $site->get($path, as => $who);
        # A page's own values hide none of the frame's.
        like $r->{content}, qr{<footer class="bottom">\D+\d+\.\d+\.\d+</footer>}, "$path: the release below";
        $r->{status} == 200 ? shape($r->{content}) : $r->{status}
    } 0, 1;
    isnt $shape[1], undef, "$path: HTML as it is meant";
    is $shape[1], $shape[0], '  with the elements and attributes of a harmless company';
}

# What a visitor writes into the address.
my $x = RT::Site::encode($HOSTILE);
for my $query ("region=$x", "from=$x", "to=$x", "by=$x", "as_of=$x", "$x=1", "attr.$x=1",
    "plan=$x", "lang=$x", "reason=$x", "offer_type=$x") {
    for my $path ('/churn', '/desk') {
        my $r = $hostile->get("$path?$query", as => $reader{hostile});
        my $shape = shape($r->{content});
        isnt $shape, undef, "$path?" . substr($query, 0, 16) . '...: HTML as it is meant';
        unlike $shape // '', qr/ on|^script src src/m, '  and nothing of it is an attribute';
    }
}
is $hostile->get("/$_$x", as => $reader{hostile})->{status} =~ /^40[04]$/ ? 1 : 0, 1,
    "nor in the path /$_" for '', 'block/';

$_->finish for $harmless, $hostile;
done_testing;
