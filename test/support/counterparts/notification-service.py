"""org.freedesktop.Notifications on the session bus: prints each notification as a line of JSON, after a line "ready"."""
import json
from gi.repository import Gio, GLib

NODE = Gio.DBusNodeInfo.new_for_xml("""
<node><interface name="org.freedesktop.Notifications">
  <method name="GetServerInformation">
    <arg direction="out" type="s"/><arg direction="out" type="s"/><arg direction="out" type="s"/><arg direction="out" type="s"/>
  </method>
  <method name="GetCapabilities"><arg direction="out" type="as"/></method>
  <method name="Notify">
    <arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/><arg direction="in" type="s"/>
    <arg direction="in" type="s"/><arg direction="in" type="as"/><arg direction="in" type="a{sv}"/><arg direction="in" type="i"/>
    <arg direction="out" type="u"/>
  </method>
</interface></node>""")


def on_call(_bus, _sender, _path, _interface, method, parameters, invocation):
    if method == "Notify":
        app, _, _, summary, body, _, hints, _ = parameters.unpack()
        print(json.dumps({"app": app, "summary": summary, "body": body, "urgency": hints.get("urgency")}), flush=True)
        invocation.return_value(GLib.Variant("(u)", (1,)))
    elif method == "GetCapabilities":
        invocation.return_value(GLib.Variant("(as)", (["body", "body-markup"],)))
    else:
        invocation.return_value(GLib.Variant("(ssss)", ("test", "test", "1", "1.2")))


def on_bus(bus, _name):
    bus.register_object("/org/freedesktop/Notifications", NODE.interfaces[0], on_call, None, None)


Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.Notifications", 0, on_bus, lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
