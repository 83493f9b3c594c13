use std::time::Instant;
fn cpu() -> f64 {
    std::fs::read_dir("/proc/self/task").unwrap().map(|t| {
        let s = std::fs::read_to_string(t.unwrap().path().join("schedstat")).unwrap_or_default();
        s.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0)
    }).sum::<f64>() / 1e6
}
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let root = xinfeng::source::Root::new(root.into());
    let project = xinfeng::pipeline::Project::at(root.clone());
    let reading = root.path().join("content/reading");
    let mut names: Vec<_> = std::fs::read_dir(&reading).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let page = &names[1];
    let text = std::fs::read_to_string(page).unwrap();
    let t = Instant::now();
    let mut loaded = xinfeng::pipeline::load(&project, None);
    eprintln!("first load {:?} findings {}", t.elapsed(), loaded.findings.len());
    let kinds = std::env::var("KINDS").unwrap_or("body title none".into()); for kind in kinds.split(' ') {
        let mut all = Vec::new(); let (mut c1, mut c2, mut c3) = (vec![], vec![], vec![]);
        for i in 0..n {
            let new = match kind {
                "body" => format!("{text}\n改{i:03}\n"),
                "title" => text.replacen("title = \"", &format!("title = \"改{i:03}"), 1),
                _ => text.clone(),
            };
            std::fs::write(page, new).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(100));
            let t = Instant::now(); let a = cpu();
            let listing = loaded.kept.listing.after(&root, &[page.clone()]).unwrap();
            let t1 = t.elapsed();
            let next = xinfeng::pipeline::load_listed(&project, listing, Some(&loaded.kept));
            let t2 = t.elapsed(); let b = cpu();
            let f = xinfeng::pipeline::check(&next);
            let t3 = t.elapsed(); let c = cpu();
            let old = std::mem::replace(&mut loaded, next);
            drop(old);
            let t4 = t.elapsed(); let d = cpu(); c1.push(b-a); c2.push(c-b); c3.push(d-c);
            if i == n - 1 {
                eprintln!(
                    "{kind}: listing {:?} load {:?} check {:?} drop {:?} ({} findings)",
                    t1,
                    t2 - t1,
                    t3 - t2,
                    t4 - t3,
                    f.len()
                );
            }
            all.push(t2.as_secs_f64() * 1e3);
        }
        all.sort_by(|a, b| a.total_cmp(b));
        let med = |v: &mut Vec<f64>| { v.sort_by(|a, b| a.total_cmp(b)); (v[0], v[v.len()/2]) }; eprintln!("{kind}: load median {:.1} ms, least {:.1}; cpu (least, median) load {:.1?} check {:.1?} drop {:.1?}", all[all.len() / 2], all[0], med(&mut c1), med(&mut c2), med(&mut c3));
    }
    std::fs::write(page, text).unwrap();
}
